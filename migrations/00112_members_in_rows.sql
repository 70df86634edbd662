-- A region has some municipalities, not a thousand: what joins members_in begins with
-- them, and does not ask for them once for each organisation there is.

-- +goose Up
ALTER FUNCTION members_in(bigint, date, date) ROWS 20;
