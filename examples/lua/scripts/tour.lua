-- What a Lua script may expect: closures, metatables, coroutines, patterns, errors, files.
print(_VERSION, ...)

local Shape = require "shapes"
local shapes = { Shape.new("circle", math.pi), Shape.new("square", 2), Shape.new("strip", 0.5) }
table.sort(shapes)
for i, s in ipairs(shapes) do print(i, s) end

-- Errors: as strings and as values, nested, from C functions, through coroutines.
print(pcall(error, "plain"))
print(pcall(error, { code = 7 }) == false, select("#", pcall(error)))
print(pcall(function() local x = nil; return x.field end))
print(pcall(string.rep, "x", 1 << 40))
print(select(2, xpcall(function() error("deep") end, function(m) return "handled: " .. m end)))
local function nest(n)
    local ok, e = pcall(function() if n == 0 then error("bottom", 0) end; nest(n - 1) end)
    error(e .. "," .. n, 0)
end
print(pcall(nest, 20))
print(select(2, pcall(function() local function f() return 1 + f() end; return f() end)):match("stack overflow"))
print(select(2, pcall(string.gsub, ("x"):rep(300), ".", function() return string.gsub end)))
local function c_levels(n) return (string.gsub("x", "x", function() return c_levels(n + 1) end)) end
print(select(2, pcall(c_levels, 0)):match("C stack overflow"))
for i = 1, 10000 do assert(not pcall(error, i)) end

local pull = coroutine.wrap(function()
    for word in ("the quick brown fox"):gmatch("%a+") do
        local ok = pcall(function() coroutine.yield(word); error("after " .. word) end)
        assert(not ok)
    end
end)
print(pull(), pull(), pull(), pull())
local co = coroutine.create(function() local t <close> = setmetatable({}, { __close = function() print("closed") end }); error("out") end)
print(coroutine.resume(co))

-- Numbers, strings, integers of 64 bits.
print(1e15, 2^53, 7 // 2, -7 % 3, 1 << 62, math.maxinteger + 1 == math.mininteger, 0x7fffffffffffffff)
print(("%q %5.1f %x %s"):format("a\nb", 3.14159, 255, tostring(nil)), #utf8.char(228, 8364, 128512))
print(("key = value"):gsub("(%w+) = (%w+)", "%2 = %1"))
print(string.pack("<i4", 100000):byte(1, -1))

-- Garbage.
local weak = setmetatable({}, { __mode = "k" })
for i = 1, 1000 do weak[{}] = i end
collectgarbage()
print(next(weak), collectgarbage("count") < 2000)

-- Sieve.
local sieve, count = {}, 0
for i = 2, 100000 do
    if not sieve[i] then
        count = count + 1
        for j = i * i, 100000, i do sieve[j] = true end
    end
end
print(count .. " primes")

-- Files: this directory and nothing else.
local f = assert(io.open("note.txt", "w"))
f:write("written by Lua, ", 42, "\n")
f:close()
for line in io.lines("note.txt") do print(line) end
print(io.open("/etc/passwd"))
print(pcall(io.popen, "true") and "processes" or "no processes")
error("the end")
