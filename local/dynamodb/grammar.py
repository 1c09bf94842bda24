"""Conditions as they are written: precedence, functions, and what AWS refuses before it runs."""

from collections.abc import Sequence

from local.dynamodb.conditions import (
    FUNCTIONS,
    ORDERINGS,
    All,
    Attribute,
    Between,
    Comparison,
    Condition,
    Constant,
    Either,
    Function,
    Grouped,
    Not,
    Operand,
    Size,
    Within,
    in_order,
)
from local.dynamodb.syntax import Placeholders, Scanner, shown
from local.dynamodb.values import TYPES, Value, content, kind

MEMBERS_MAX = 100
_COMPARATORS = ("=", "<>", *ORDERINGS)
_ARITY = {"attribute_exists": 1, "attribute_not_exists": 1}


def read(kind_: str, text: object, placeholders: Placeholders) -> Condition:
    """The condition that an expression says; `kind_` is its parameter's name. Raises Invalid."""
    scanner = Scanner(kind_, text, placeholders)
    condition = _either(scanner)
    scanner.end()
    return condition


def _either(scanner: Scanner) -> Condition:
    terms = [_all(scanner)]
    while scanner.accept("OR"):
        scanner.count_operator()
        terms.append(_all(scanner))
    return Either(terms) if len(terms) > 1 else terms[0]


def _all(scanner: Scanner) -> Condition:
    terms = [_negatable(scanner)]
    while scanner.accept("AND"):
        scanner.count_operator()
        terms.append(_negatable(scanner))
    return All(terms) if len(terms) > 1 else terms[0]


def _negatable(scanner: Scanner) -> Condition:
    if scanner.accept("NOT"):
        scanner.count_operator()
        return Not(_negatable(scanner))
    if scanner.peek() == "(":
        return _grouped(scanner)
    if scanner.peek() in FUNCTIONS and scanner.peek(1) == "(":
        return _function(scanner)
    return _comparison(scanner)


def _grouped(scanner: Scanner) -> Condition:
    scanner.take()
    doubled = scanner.peek() == "("
    condition = _either(scanner)
    scanner.expect(")")
    if doubled and isinstance(condition, Grouped):
        raise scanner.error("The expression has redundant parentheses;")
    return Grouped(condition)


def _function(scanner: Scanner) -> Condition:
    name = scanner.take()
    scanner.count_operator()
    scanner.expect("(")
    operands = [_operand(scanner)]
    while scanner.accept(","):
        operands.append(_operand(scanner))
    scanner.expect(")")
    if len(operands) != _ARITY.get(name, 2):
        raise scanner.error(
            "Incorrect number of operands for operator or function; operator or function: "
            f"{name}, number of operands: {len(operands)}"
        )
    _refuse_types(scanner, name, operands)
    return Function(name, operands)


def _refuse_types(scanner: Scanner, name: str, operands: Sequence[Operand]) -> None:
    first, *rest = operands
    if name in ("attribute_exists", "attribute_not_exists") and not isinstance(first, Attribute):
        raise scanner.error(
            f"Operator or function requires a document path; operator or function: {name}"
        )
    _distinct(scanner, name, first, rest)
    if name == "begins_with":
        for operand in operands:
            _of_type(scanner, name, operand, ("S", "B"))
    if name == "attribute_type":
        _of_type(scanner, name, rest[0], ("S",))
        if isinstance(rest[0], Constant) and content(rest[0].value) not in TYPES:
            raise scanner.error(
                f"Invalid attribute type name found; type: {content(rest[0].value)}, "
                f"valid types: {{{','.join(sorted(TYPES))}}}"
            )


def _of_type(scanner: Scanner, name: str, operand: Operand, allowed: tuple[str, ...]) -> None:
    found = "N" if isinstance(operand, Size) else None
    if isinstance(operand, Constant):
        found = kind(operand.value)
    if found and found not in allowed:
        raise scanner.error(
            "Incorrect operand type for operator or function; operator or function: "
            f"{name}, operand type: {found}"
        )


def _distinct(scanner: Scanner, name: str, first: Operand, rest: Sequence[Operand]) -> None:
    if isinstance(first, Attribute) and first in rest:
        raise scanner.error(
            "The first operand must be distinct from the remaining operands for this operator "
            f"or function; operator: {name}, first operand: {shown(first.path)}"
        )


def _comparison(scanner: Scanner) -> Condition:
    left = _operand(scanner)
    if scanner.accept("BETWEEN"):
        scanner.count_operator()
        return _between(scanner, left)
    if scanner.accept("IN"):
        scanner.count_operator()
        return _within(scanner, left)
    if scanner.peek() not in _COMPARATORS:
        raise scanner.syntax_error()
    operator = scanner.take()
    scanner.count_operator()
    right = _operand(scanner)
    _distinct(scanner, operator, left, [right])
    if operator in ORDERINGS:
        _of_type(scanner, operator, left, ("S", "N", "B"))
        _of_type(scanner, operator, right, ("S", "N", "B"))
    return Comparison(operator, left, right)


def _between(scanner: Scanner, operand: Operand) -> Condition:
    low = _operand(scanner)
    scanner.expect("AND")
    high = _operand(scanner)
    for bound in (operand, low, high):
        _of_type(scanner, "BETWEEN", bound, ("S", "N", "B"))
    if isinstance(low, Constant) and isinstance(high, Constant):
        refuse_turned_bounds(scanner, low.value, high.value)
    return Between(operand, low, high)


def refuse_turned_bounds(scanner: Scanner, low: Value, high: Value) -> None:
    """A BETWEEN of constants needs bounds of one type, the lower one first. Raises Invalid."""
    described = (
        f"lower bound operand: AttributeValue: {{{kind(low)}:{content(low)}}}, "
        f"upper bound operand: AttributeValue: {{{kind(high)}:{content(high)}}}"
    )
    if kind(low) != kind(high):
        raise scanner.error(
            f"The BETWEEN operator requires same data type for lower and upper bounds; {described}"
        )
    if in_order(">", low, high):
        raise scanner.error(
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
            + described
        )


def _within(scanner: Scanner, operand: Operand) -> Condition:
    scanner.expect("(")
    members = [_operand(scanner)]
    while scanner.accept(","):
        members.append(_operand(scanner))
    scanner.expect(")")
    if len(members) > MEMBERS_MAX:
        raise scanner.error(
            "The IN operator is provided with too many operands; "
            f"number of operands: {len(members)}"
        )
    return Within(operand, members)


def _operand(scanner: Scanner) -> Operand:
    if scanner.peek().startswith(":"):
        return Constant(scanner.value())
    if scanner.peek() == "size" and scanner.peek(1) == "(":
        scanner.take()
        scanner.count_operator()
        scanner.expect("(")
        path = scanner.path()
        scanner.expect(")")
        return Size(path)
    if scanner.peek(1) == "(" and not scanner.peek().startswith("#"):
        raise scanner.error(f"Invalid function name; function: {scanner.peek()}")
    return Attribute(scanner.path())
