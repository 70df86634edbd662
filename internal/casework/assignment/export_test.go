package assignment

// Review is what the worker does.
var Review = (*Service).review
