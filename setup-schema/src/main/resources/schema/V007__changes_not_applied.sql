-- price_changes holds every level change that was heard, not only those that were applied. Whoever
-- sums them or makes books of them asks for is_applied: false are those from before the first book
-- of a token, those older than its book, those that no book can hold, and those after its end.
ALTER TABLE price_changes ADD COLUMN IF NOT EXISTS is_applied Bool DEFAULT true;
