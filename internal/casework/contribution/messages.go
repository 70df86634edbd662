package contribution

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a key gives no parts in a case.
var (
	msgNoFigure  = message.New1[string]("contribution.no_figure", "The key has no figure for {municipality}.")
	msgAllAreNil = message.New("contribution.all_are_nil", "The figures of the municipalities that take part add up to 0.")
)

// What is wrong with a key.
var (
	msgYearMissing    = message.New("contribution.year_missing", "must be the year of the population figures")
	msgYearAlone      = message.New("contribution.year_alone", "must be left out except with `population`")
	msgFiguresMissing = message.New1[string]("contribution.figures_missing", "must hold a figure for each municipality of the region with `{kind}`")
	msgFiguresAlone   = message.New("contribution.figures_alone", "must be left out with `equal`")
	msgNobodyLives    = message.New("contribution.nobody_lives", "must be greater than 0: people live there")
	msgAddUpToNothing = message.New("contribution.add_up_to_nothing", "must not all be 0")
	msgStranger       = message.New1[string]("contribution.stranger",
		"must be a municipality of the region, or one that takes part in a case of the region; {municipality} is neither today")
	msgFigureTwice   = message.New1[string]("contribution.figure_twice", "must not be named again; {municipality} has a figure already")
	msgFigureMissing = message.New1[string]("contribution.figure_missing", "must hold a figure for {municipality}")
)

// The key in words.
var (
	msgKeyEqual      = message.New("contribution.key_equal", "equal parts")
	msgKeyPopulation = message.New2[int, []string]("contribution.key_population", "population of {year}: {figures}")
	msgKeyWeights    = message.New1[[]string]("contribution.key_weights", "weights: {figures}")
)
