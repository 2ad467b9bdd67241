-- Logs an attempt at a webhook and, when it is over, removes what was told from its queue.
-- KEYS: queue, log. ARGV: what was told or empty, line of the log, most lines.
if ARGV[1] ~= '' then
  redis.call('LREM', KEYS[1], 1, ARGV[1])
end
redis.call('LPUSH', KEYS[2], ARGV[2])
redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[3]) - 1)
return 1
