-- A module, found by `require` in the directory in memory.
local Shape = {}
Shape.__index = Shape

function Shape.new(name, area)
    return setmetatable({ name = name, area = area }, Shape)
end

Shape.__lt = function(a, b) return a.area < b.area end
Shape.__tostring = function(s) return string.format("%s of %.2f", s.name, s.area) end

return Shape
