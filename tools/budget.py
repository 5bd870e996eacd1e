#!/usr/bin/python3
"""Check the code budgets: tools/budget.py [ROOT] | tools/budget.py --self-test

The length of a function is the number of lines between its braces, neither brace counted, blank
lines and comments counted. clang-format puts both braces of a function, and no other opening
brace, alone in column 0, so that no C parser is needed. Criterion's Test(...) is a function too.
"""
import math
import os
import re
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

MEDIAN, P95, LONGEST = 15, 50, 60  # lines of a function; LONGEST holds for tests/ as well
C_LINES, HEADER_CODE_LINES = 300, 60  # service/ and include/ only
ONLY_IN = {"civetweb.h": "service/server.c", "libpq-fe.h": "*/db*.[ch]"}
UNSAFE = "strcpy strcat sprintf vsprintf strtok atoi atol gets gmtime localtime alloca"

COMMENT_OR_LITERAL = re.compile(
    r"""//(?:\\\n|[^\n])*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)', re.M)
PRAGMA = re.compile(r"^[ \t]*#[ \t]*pragma.*", re.M)  # "#pragma GCC poison" names what it forbids
UNSAFE_NAME = re.compile(rf"\b({UNSAFE.replace(' ', '|')})\b")
STRUCT_TYPEDEF = re.compile(r"\btypedef\s+(?:const\s+)*(?:struct|union)\b(?![^;{]*\(\s*\*)")
MISPLACED_BRACE = re.compile(r"^[A-Za-z_][^\n=]*\)[ \t]*\{", re.M)
NAME = re.compile(r"\b(?!__attribute__)(\w+)[ \t]*\(")


def without(text, first_characters):
    """The text without its comments ("/") or literals (quotes), line numbers unchanged."""
    return COMMENT_OR_LITERAL.sub(
        lambda m: "\n" * m[0].count("\n") if m[0][0] in first_characters else m[0], text
    )


def functions(code):
    """Yield (line number, name, length) of every function."""
    lines = code.split("\n")
    signature = start = opening = 0
    for number, line in enumerate(lines, 1):
        if line.rstrip() == "{":
            start, opening = signature, number
        elif opening and line.startswith("}"):
            name = NAME.search("\n".join(lines[start - 1 : opening]))
            yield start, name[1] if name else "function", number - opening - 1
            opening = 0
        elif re.match(r"[A-Za-z_]", line):
            signature = number


def matches(pattern, text):
    """Yield (line number, match) of every match."""
    for match in pattern.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match


def violations(path, text):
    """Yield (line number, message) of everything one file by itself does wrong."""
    code = without(text, "/")
    bare = PRAGMA.sub("", without(code, "\"'"))
    for number, match in matches(INCLUDE, code):
        owner = ONLY_IN.get(match[1].split("/")[-1])
        if owner and not fnmatch(path, owner):
            yield number, f"only {owner} may include {match[1]}"
    for number, match in matches(UNSAFE_NAME, bare):
        yield number, f"{match[1]} is unsafe"
    for number, _ in matches(STRUCT_TYPEDEF, bare):
        yield number, "structs have no typedef"
    for number, _ in matches(MISPLACED_BRACE, bare):
        yield number, "a function's brace stands alone in column 0"
    for number, name, length in functions(bare):
        if length > LONGEST:
            yield number, f"{name} has {length} lines, limit {LONGEST}"
    if path.startswith("tests/"):
        return
    lines, code_lines = text.count("\n"), sum(1 for line in code.split("\n") if line.strip())
    if path.endswith(".c") and lines > C_LINES:
        yield lines, f"the file has {lines} lines, limit {C_LINES}"
    if path.endswith(".h") and code_lines > HEADER_CODE_LINES:
        yield lines, f"the header has {code_lines} lines of code, limit {HEADER_CODE_LINES}"


def sources(root):
    """Yield every C file of the three trees, in order."""
    for tree in ("service", "include", "tests"):
        for folder, folders, names in os.walk(root / tree):
            folders[:] = sorted(f for f in folders if f != "node_modules")
            yield from (Path(folder, n) for n in sorted(names) if n.endswith((".c", ".h")))


def check(root):
    """Print a summary and every violation; return how many violations there are."""
    found, measured = [], []
    for file in sources(root):
        path, text = file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
        found += [(path, number, message) for number, message in violations(path, text)]
        if not path.startswith("tests/"):
            bare = without(text, "/\"'")
            measured += [(length, path, number) for number, _, length in functions(bare)]
    measured.sort()
    summary = [f"{len(measured)} functions"]
    for title, share, limit in (("median", 0.5, MEDIAN), ("p95", 0.95, P95), ("max", 1, LONGEST)):
        if measured:
            length, path, number = measured[math.ceil(share * len(measured)) - 1]
            summary.append(f"{title} {length}")
            if length > limit and title != "max":
                message = f"{title} is {length} lines (this function), limit {limit}"
                found.append((path, number, message))
    print(", ".join(summary) + f", {len(found)} violations")
    for path, number, message in found:
        print(f"{path}:{number}: {message}")
    return len(found)


def self_test():
    """Every rule catches what it should, and only that."""
    long = "int f(void)\n{\n" + "    g();\n" * 61 + "}\n"
    include = '#include "civetweb.h"\n'
    cases = [
        ("service/a.c", "/* strcpy( */ int f(void)\n{\n    g(\"gets(\");\n}\n", None),
        ("service/a.c", long, "1: f has 61 lines, limit 60"),
        ("tests/unit/a.c", long, "1: f has 61 lines, limit 60"),
        ("service/a.c", "\n" * 301, "301: the file has 301 lines, limit 300"),
        ("tests/unit/a.c", "\n" * 301, None),
        ("include/a.h", "int a; // b\n\n" * 61, "122: the header has 61 lines of code, limit 60"),
        ("include/a.h", "int a;\n/* b\n*/\n" * 60, None),
        ("service/a.c", "#pragma GCC poison atoi\nint a = atoi(b);\n", "2: atoi is unsafe"),
        ("service/a.c", include, "1: only service/server.c may include civetweb.h"),
        ("service/db_copy.c", "#include <libpq-fe.h>\n", None),
        ("service/a.c", "typedef struct a b;\n", "1: structs have no typedef"),
        ("service/a.c", "typedef struct a *(*make)(int);\n", None),
        ("service/a.c", "struct a b[] = {\n};\n", None),
        ("service/a.c", "int f(void) {\n}\n", "1: a function's brace stands alone in column 0"),
    ]
    for path, text, expected in cases:
        got = [f"{number}: {message}" for number, message in violations(path, text)]
        assert got == ([expected] if expected else []), (path, text[:60], got)
    with tempfile.TemporaryDirectory() as root:
        Path(root, "service").mkdir()
        Path(root, "service", "a.c").write_text("int f(void)\n{\n" + "\n" * 55 + "}\n")
        assert check(Path(root)) == 2  # median and p95
    print("self-test passed")


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        self_test()
    else:
        home = Path(__file__).resolve().parent.parent
        sys.exit(1 if check(Path(sys.argv[1]) if sys.argv[1:] else home) else 0)
