-- Moves a source's position by hand. A running ingester is fenced off, and reads the new position.
-- KEYS: watermark, recent ids, positions, epoch. ARGV: now (ms), then names and values of fields.
redis.call('INCR', KEYS[4])
redis.call('HSET', KEYS[1], 'moved_at', unpack(ARGV))
redis.call('HDEL', KEYS[1], 'last_entry')
redis.call('DEL', KEYS[2], KEYS[3])
return 'OK'
