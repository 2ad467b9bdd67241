-- KEYS: lease, epoch. ARGV: own token, milliseconds, token known to be dead ('' for none).
-- Returns the epoch when the lease is ours, 0 when somebody else's.
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return tonumber(redis.call('GET', KEYS[2]))
end
if holder and (ARGV[3] == '' or holder ~= ARGV[3]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('INCR', KEYS[2])
