-- Every step that was ever planned is written as 00095 demands: the check was added
-- without reading the rows, and now holds for those from before it too. It reads them
-- while others read and write.

-- +goose Up
ALTER TABLE reminder VALIDATE CONSTRAINT reminder_step;
