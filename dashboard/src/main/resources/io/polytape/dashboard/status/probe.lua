-- One consistent look at a stream; writes nothing and moves no payload out of Redis.
-- KEYS: stream, finished. ARGV: id counted from ('' for none), most entries to count, most for lag
-- Answers {} when there is no such stream, else
-- {length, last id, first id, entries added (-1 unknown), count since, last id counted,
--  {{group, consumers, pending, last delivered, oldest pending, count behind, last id counted, finished}, ...}}
if redis.call('TYPE', KEYS[1]).ok ~= 'stream' then
  return {}
end
local function pairs_of(flat)
  local map = {}
  for i = 1, #flat, 2 do map[flat[i]] = flat[i + 1] end
  return map
end
local function count(after, most)
  local entries = redis.call('XRANGE', KEYS[1], '(' .. after, '+', 'COUNT', most)
  local last = entries[#entries]
  return #entries, last and last[1] or after
end

local info = pairs_of(redis.call('XINFO', 'STREAM', KEYS[1]))
local newest = info['last-generated-id']
local first = info['first-entry'] and info['first-entry'][1] or ''
local added = info['entries-added'] or -1
local since, counted = 0, newest
-- Counting is only for servers that do not count themselves.
if added == -1 and ARGV[1] ~= '' and ARGV[1] ~= newest then
  since, counted = count(ARGV[1], tonumber(ARGV[2]))
end
local groups = {}
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = pairs_of(flat)
  local oldest = ''
  if group['pending'] > 0 then
    oldest = redis.call('XPENDING', KEYS[1], group['name'])[2] or ''
  end
  local delivered = group['last-delivered-id']
  local behind, last = 0, delivered
  if delivered ~= newest then
    behind, last = count(delivered, tonumber(ARGV[3]))
  end
  groups[#groups + 1] = {group['name'], group['consumers'], group['pending'], delivered, oldest,
    behind, last, redis.call('HGET', KEYS[2], group['name']) or ''}
end
return {info['length'], newest, first, added, since, counted, groups}
