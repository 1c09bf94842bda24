"""Style is a test: who may import whom, how long a thing may be, and that the docs are true."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FUNCTION_LINES = 60
FILE_LINES = 400
MAP = "app.py"  # the whole surface on one page, three lines for each call

# What a use case may know of the web: the types of its fields, never who calls it.
WORDS = {"champs", "answer", "cursor", "messages"}
# Slow to import, or not for a request: loaded by the function that needs them (cold start).
LAZY = {"boto3", "fpdf", "xlsxwriter", "python_calamine", "phonenumbers", "babel", "argon2"}
# The core has no clock, no chance, no I/O, no AWS.
OUTSIDE = {
    "asyncio", "boto3", "botocore", "chalice", "logging", "os", "pathlib", "pynamodb", "random",
    "secrets", "shutil", "socket", "subprocess", "sys", "tempfile", "threading", "time",
    "urllib", "uuid",
}  # fmt: skip
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("Date", "today")}
MARK = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [name for name in listed.splitlines() if (ROOT / name).exists()]


PYTHON = tracked("*.py")
PRODUCT = [name for name in PYTHON if name.startswith("chalicelib/") or name == "app.py"]
CORE = [name for name in PRODUCT if name.startswith("chalicelib/domaine/")]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def module_of(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(name) for name in PYTHON}


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """Every module named by these imports: `from a import b` is a.b where that is a module."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


def imports(name: str) -> set[str]:
    return set(imported(ast.walk(tree(name))))


def may_import(name: str, module: str) -> bool:
    """The one direction: app.py -> use cases -> aws; all of them -> domaine."""
    top, _, rest = module.partition(".")
    if top in ("app", "local", "tests", "bench"):
        return False
    if top != "chalicelib" or name == "app.py":
        return True
    room = rest.partition(".")[0]
    if name in CORE:
        return room == "domaine"
    if name.startswith("chalicelib/aws/"):
        return room in ("aws", "domaine", "context", "json_strict")
    if name.startswith("chalicelib/web/") or room != "web":
        return True
    return rest.partition(".")[2] in WORDS


@pytest.mark.parametrize("name", PRODUCT)
def test_imports_go_one_way(name: str) -> None:
    assert [module for module in sorted(imports(name)) if not may_import(name, module)] == []


def test_no_module_imports_itself_round_a_corner() -> None:
    graph = {module_of(name): imports(name) & MODULES for name in PRODUCT}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"imports in a circle: {' <- '.join(error.args[1])}")


@pytest.mark.parametrize("name", CORE)
def test_the_core_is_pure(name: str) -> None:
    assert {module.partition(".")[0] for module in imports(name)} & OUTSIDE == set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                assert (function.value.id, function.attr) not in CLOCKS
            assert not (isinstance(function, ast.Name) and function.id in ("open", "print"))


@pytest.mark.parametrize("name", PRODUCT)
def test_what_is_slow_to_import_is_imported_where_it_is_used(name: str) -> None:
    top = {module.partition(".")[0] for module in imported(iter(tree(name).body))}
    assert top & LAZY == set()


@pytest.mark.parametrize("name", PYTHON)
def test_a_function_fits_a_screen(name: str) -> None:
    long = [
        f"{node.name}: {length} lines"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_a_file_is_one_room() -> None:
    long = {}
    for name in tracked("*.py", "*.js"):
        free = name.startswith(("tests/", "static_site/vendor/", "static_site/locales/"))
        if not free and name != MAP:
            lines = (ROOT / name).read_text(encoding="utf-8").count("\n")
            if lines > FILE_LINES:
                long[name] = lines
    assert long == {}


def test_nothing_is_left_for_later() -> None:
    marked = {}
    for name in tracked("*.py", "*.js", "*.css", "*.sh"):
        if not name.startswith("static_site/vendor/") and ROOT / name != Path(__file__):
            found = MARK.findall((ROOT / name).read_text(encoding="utf-8"))
            if found:
                marked[name] = found
    assert marked == {}


def test_what_is_vendored_is_built_by_the_script() -> None:
    script = (ROOT / "tools/vendor.sh").read_text(encoding="utf-8")
    vendored = [Path(name).name for name in tracked("static_site/vendor")]
    assert [file for file in vendored if file not in script] == []


DOCS = tracked("README.md", "docs/*.md")


@pytest.mark.parametrize("name", DOCS)
def test_the_docs_name_only_commands_and_files_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) - targets == set()
    modules = re.findall(r"python3? -m ([a-z_.]+)", code)
    runnable = {module_of(file) for file in PYTHON} | {"pytest", "venv"}
    assert [module for module in modules if module not in runnable] == []
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if link]
    files = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|json|toml|txt|md))`", text)
    roots = (ROOT, (ROOT / name).parent)
    named = [*links, *files]
    assert [file for file in named if not any((root / file).exists() for root in roots)] == []
