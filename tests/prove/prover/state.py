"""Where a path is, and what led there."""

from smt import and_, implies


class Frame:
    def __init__(self, function, env, result):
        self.function, self.env, self.result = function, env, result
        self.block, self.at, self.previous = function.entry, 0, None
        self.visited = {function.entry}
        # Memory and phis at the head of each loop that is proved by what is so there.
        self.at_head = {}


class State:
    """Where a path is, and what led there."""

    def __init__(self):
        self.frames, self.memory = [], {}
        self.path, self.assumed, self.obligations = [], [], []
        self.steps, self.returned = 0, None
        # Where a fork is to go first.
        self.pending = None

    def fork(self):
        other = State.__new__(State)
        other.frames = []
        for frame in self.frames:
            copy = Frame(frame.function, dict(frame.env), frame.result)
            copy.block, copy.at, copy.previous = frame.block, frame.at, frame.previous
            copy.visited, copy.at_head = set(frame.visited), dict(frame.at_head)
            other.frames.append(copy)
        other.memory = dict(self.memory)
        other.path, other.assumed = list(self.path), list(self.assumed)
        other.obligations = list(self.obligations)
        other.steps, other.returned, other.pending = self.steps, self.returned, None
        return other

    def condition(self):
        """That this path is taken."""
        return and_(*self.path)

    def require(self, kind, what, goal):
        """`goal` must hold whenever the path comes here."""
        self.obligations.append((kind, what, implies(self.condition(), goal)))


class Dead(Exception):
    """The path ends in `unreachable`."""


class Cut(Exception):
    """The path goes round a loop."""


CUT = "cut"
