-- Moves an entry to the dead letters; whoever acknowledges it first does so, once.
-- KEYS: stream, dead letters. ARGV: group, entry id, then the fields of the dead letter.
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 1 then
  redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3, #ARGV))
  return 1
end
return 0
