"""Questions made by chance: a value, a form in which the student returns it, a test that reads it.

Nothing in these tests looks at identity or changes what it got, so that two processes can show
all that one shows.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.grader.answers import Case

BEFORE = """
import collections, types
from array import array
from decimal import Decimal
from fractions import Fraction
class Number(int): pass
class Row(list): pass
class Box:
    def __init__(self, value): self.value = value
    def __int__(self): return int(self.value)
    __index__ = __int__
    def __float__(self): return float(self.value)
    def __eq__(self, other): return self.value == other
    def __hash__(self): return hash(self.value)
class Own:
    def __init__(self, items): self.items = list(items)
    def __getitem__(self, at): return self.items[at]
    def __len__(self): return len(self.items)
"""
# By kind: what is right or nearly right; the forms of it; tests, with {f} for the call, {want}
# for what is right.
VALUES = {
    "number": ["sum(v)", "len(v)", "max(v)", "v[0]", "sum(v) + 1", "-min(v)", "0", "v[-1] % 3"],
    "list": [
        "sorted(v)",
        "[2 * x for x in v]",
        "v[::-1]",
        "list(v)",
        "v[1:]",
        "[x + 1 for x in v]",
    ],
    "dict": ["{x: x * x for x in v}", "{x: v.count(x) for x in v}", "{x: 1 for x in v}"],
    "set": ["set(v)", "{x % 3 for x in v}", "set(v[1:])"],
}
FORMS = {
    "number": [
        *("{}", "np.int64({})", "float({})", "Fraction({})", "Decimal({})", "np.array({})"),
        *("np.array([{}])", "Number({})", "Box({})", "bool({})", "complex({})", "str({})"),
        *("np.float32({})", "[{}]", "None", "np.ma.array({})", "np.matrix({})"),
    ],
    "list": [
        *("{}", "tuple({})", "collections.deque({})", "np.array({})", "(x for x in {})"),
        *("map(int, {})", "iter({})", "Row({})", "array('q', {})", "dict.fromkeys({})"),
        *("dict.fromkeys({}).keys()", "Own({})", "np.ma.array({})", "np.array({}, object)"),
        *("list(map(np.int64, {}))", "dict(enumerate({})).values()", "zip({0}, {0})", "str({})"),
        *("np.array({}, float)", "frozenset({})", "memoryview(bytes({}))", "enumerate({})"),
    ],
    "dict": [
        *("{}", "collections.OrderedDict({})", "collections.Counter({})", "{}.items()"),
        *("collections.defaultdict(int, {})", "types.MappingProxyType({})", "{}.keys()"),
        *("collections.UserDict({})", "collections.ChainMap({})", "list({}.items())"),
    ],
    "set": ["{}", "frozenset({})", "list({})", "dict.fromkeys({}).keys()", "np.array(sorted({}))"],
}
TESTS = {
    "number": [
        *("{f} == {want}", "abs({f} - {want}) < 1e-9", "int({f}) == {want}", "{f} is not None"),
        *(
            "float({f}) == {want}",
            "str({f}) == str({want})",
            "{f} in ({want}, -99)",
            "not {f} != {want}",
        ),
        *("isinstance({f}, int)", "round({f}, 2) == {want}", "np.isclose({f}, {want})"),
        *(
            "bool({f}) == bool({want})",
            "{f} > {want} - 1",
            "f'{{{f}}}' == '{want}'",
            "{{{f}}} == {{{want}}}",
        ),
        *("[{f}].count({want}) == 1", "max({f}, -99) == {want}", "{f} + 1 == {want} + 1"),
        *("hash({f}) == hash({want})", "'abcdefghijk'[{f} % 5] == 'abcdefghijk'[{want} % 5]"),
        *("np.array([{f}]).sum() == {want}", "sorted([{f}, -99])[1] == {want}", "type({f}) is int"),
        *(
            "isinstance({f}, (int, float, np.number))",
            "np.asarray({f}).shape == ()",
            "-{f} == -{want}",
        ),
    ],
    "list": [
        *("{f} == {want}", "list({f}) == {want}", "len({f}) == len({want})", "{f}[0] == {want}[0]"),
        *("{f}[-1] == {want}[-1]", "{f}[1:] == {want}[1:]", "sorted({f}) == sorted({want})"),
        *(
            "sum({f}) == sum({want})",
            "{want}[0] in {f}",
            "99 not in {f}",
            "np.array_equal({f}, {want})",
        ),
        *(
            "np.asarray({f}).shape == np.shape({want})",
            "[x for x in {f}] == {want}",
            "tuple({f}) == tuple({want})",
        ),
        *("all(a == b for a, b in zip({f}, {want}, strict=True))", "isinstance({f}, list)"),
        *("max({f}) == max({want})", "{f} + [1] == {want} + [1]", "next(iter({f})) == {want}[0]"),
        *("str({f}) == str({want})", "{f} != [99]", "bool({f})", "[*{f}][-1] == {want}[-1]"),
        *("','.join(map(str, {f})) == ','.join(map(str, {want}))", "np.sum({f}) == np.sum({want})"),
        *("dict(enumerate({f})) == dict(enumerate({want}))", "list(reversed({f})) == {want}[::-1]"),
        *("np.allclose({f}, {want})", "{f}.index({want}[0]) == 0", "{f}.count({want}[0]) > 0"),
        *(
            "{f} > [0]",
            "{f} * 2 == {want} * 2",
            "type({f}) in (list, tuple)",
            "set({f}) == set({want})",
        ),
    ],
    "dict": [
        *(
            "{f} == {want}",
            "sorted({f}) == sorted({want})",
            "len({f}) == len({want})",
            "{f}[3] == {want}[3]",
        ),
        *(
            "3 in {f}",
            "99 not in {f}",
            "{f}.get(3) == {want}[3]",
            "sum({f}.values()) == sum({want}.values())",
        ),
        *(
            "dict({f}) == {want}",
            "isinstance({f}, dict)",
            "{{**{f}}} == {want}",
            "set({f}) == set({want})",
        ),
        *(
            "list({f}.items()) == list({want}.items())",
            "max({f}, key={f}.get) in {want}",
            "{f} != {{}}",
        ),
    ],
    "set": [
        *(
            "{f} == {want}",
            "len({f}) == len({want})",
            "sorted({f}) == sorted({want})",
            "99 not in {f}",
        ),
        *(
            "{f} | {{99}} == {want} | {{99}}",
            "{f} <= {want}",
            "isinstance({f}, set)",
            "set({f}) == {want}",
        ),
        *("max({f}) == max({want})", "{f} & {{99}} == set()", "isinstance({f}, (set, frozenset))"),
    ],
}


def generated(seed: int, count: int) -> dict[str, Case]:
    """Return cases made by chance; every model solution passes its test in one process."""
    random = Random(seed)
    cases: dict[str, Case] = {}
    while len(cases) < count:
        kind = random.choice(list(VALUES))
        model = random.choice(VALUES[kind])
        value = model if random.random() < 0.7 else random.choice(VALUES[kind])
        form = random.choice(FORMS[kind])
        argument = [3, *[random.randrange(1, 9) for _ in range(random.randrange(1, 4))]]
        name = f"f{len(cases)}"
        want = repr(_value(model, argument))
        tests = random.sample(TESTS[kind], random.randrange(1, 3))
        lines = [
            f"assert {test.format(f=f'{name}({argument})', want=want)}  # {test}" for test in tests
        ]
        answer = f"{BEFORE}def {name}(v):\n    return {form.format(value)}"
        case = Case(f"def {name}(v):\n    return {model}", "\n".join(lines), answer)
        if _passes(case):
            cases[f"{seed}: {form} of {value} for {model}: {' and '.join(tests)}"] = case
    return cases


def _value(expression: str, argument: list[int]) -> Any:
    return eval(expression, {"v": argument})


def _passes(case: Case) -> bool:
    import numpy as np

    try:
        exec(f"{case.model}\n{case.test}", {"np": np})
    except Exception:
        return False
    return True
