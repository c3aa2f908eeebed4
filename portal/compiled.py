"""Queries whose SQL is built once in a process.

Django builds a query's SQL anew each time it runs. For the counters beside every list that takes longer than the
database needs to answer them (``manage.py bench pages``: a third of a list's processor time). :class:`Compiled` builds
it once, with placeholders for the values that change, and only puts the values in.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NoReturn
from weakref import WeakSet

from django.db import connections, router
from django.db.models import AutoField, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Value = int | date | str
# Beyond it no database holds a whole number.
_BOUND = 2**63


_ALL: WeakSet[Compiled] = WeakSet()


def forget_all() -> None:
    """Build every query anew: for tests that change a constant which a query was built with."""
    for one in _ALL:
        one._made.clear()


@dataclass(frozen=True, slots=True)
class _Made:
    """``slots``: which of the values stands at which place among the parameters."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    converters: Any
    sql: str
    parameters: tuple[Any, ...]
    slots: tuple[tuple[int, int], ...]


class Compiled:
    """``Compiled(build)(*values, **shape)``: the queryset ``build(*values, **shape)``, its SQL built once.

    ``values`` are numbers (primary keys), dates, moments with a time zone and texts, and may decide nothing but what is
    compared for being equal (or, moments, later): ``build`` is called once with others in their place. ``shape`` is
    whatever else the SQL depends on; there must be few different ones, for each is kept. What comes back can be read
    (iterated, measured, prefetched for) and not be narrowed further: that raises TypeError.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[Hashable, _Made] = {}
        _ALL.add(self)

    def __call__(self, *values: Value, **shape: Hashable) -> QuerySet[Any, Any]:
        key = (tuple(map(type, values)), *sorted(shape.items()))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _make(self._build, values, shape)
        if any(isinstance(one, int) and not -_BOUND <= one < _BOUND for one in values):
            return made.rows.none()
        return _bound(made, values)


class Insertion:
    """``Insertion(Model)(row)``: write one row that is new, its SQL built once.

    ``otherwise`` is what becomes of one that is there already (``ON CONFLICT (…) DO …``, which both databases know).
    No signal is sent, no transaction begun, and the row does not learn its key.
    """

    def __init__(self, model: type[Model], otherwise: str = "") -> None:
        if not isinstance(model._meta.pk, AutoField):
            raise TypeError("a row that brings its own key is written by its model")
        self._model, self._otherwise = model, otherwise

    def __call__(self, row: Model) -> None:
        connection = connections[router.db_for_write(self._model)]
        values = [one.get_db_prep_save(one.pre_save(row, True), connection) for one in self._fields]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        return [one for one in self._model._meta.local_concrete_fields if not one.primary_key]

    @cached_property
    def _sql(self) -> str:
        columns = ", ".join(f'"{one.column}"' for one in self._fields)
        places = ", ".join("%s" for _ in self._fields)
        # Names of our own models and a rule of our own: nothing in it comes from outside.
        return f'INSERT INTO "{self._model._meta.db_table}" ({columns}) VALUES ({places}) {self._otherwise}'  # noqa: S608


def _make(build: Callable[..., QuerySet[Any, Any]], values: tuple[Value, ...], shape: dict[str, Any]) -> _Made:
    places = [_placeholder(value, number) for number, value in enumerate(values)]
    rows = build(*places, **shape)
    compiler = rows.query.get_compiler(using=rows.db)
    sql, parameters = compiler.as_sql()
    asked = {_adapted(place, rows.db): number for number, place in enumerate(places)}
    slots = tuple((at, asked[one]) for at, one in enumerate(parameters) if isinstance(one, Hashable) and one in asked)
    if {number for _, number in slots} != set(range(len(values))):
        raise ValueError("every value must be compared as it is given")
    columns = [one for one, *_ in compiler.select[: compiler.col_count]]
    return _Made(rows, compiler, compiler.get_converters(columns), sql, tuple(parameters), slots)


def _placeholder(value: Value, number: int) -> Value:
    """One of its kind that no query has in it otherwise, within every column's bounds."""
    if isinstance(value, bool):
        raise TypeError("what is true or false decides the shape of the query")
    if isinstance(value, int):
        return 2_047_483_629 + number
    if isinstance(value, datetime):
        return datetime(9000, 1, 1, 0, 0, number, 77, tzinfo=UTC)
    if isinstance(value, date):
        return date(9000, 3, 1 + number)
    return f"\x01{number}\x01"


def _adapted(value: Value, using: str) -> Any:
    """As the database's driver is given it."""
    operations = connections[using].ops
    if isinstance(value, datetime):
        return operations.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return operations.adapt_datefield_value(value)
    return value


def _bound(made: _Made, values: tuple[Value, ...]) -> QuerySet[Any, Any]:
    using = made.rows.db
    parameters = list(made.parameters)
    for at, number in made.slots:
        adapted = _adapted(values[number], using)
        kind = type(parameters[at])  # whole numbers come wrapped in the type of their column
        parameters[at] = adapted if type(adapted) is kind else kind(adapted)
    # The rest is Django's own business (django/db/models/query.py), which has no public name for it.
    compiler = _alike(made.compiler)
    compiler.connection = connections[using]  # of this thread
    compiler.as_sql = lambda *_, **__: (made.sql, tuple(parameters))
    compiler.get_converters = lambda *_: made.converters
    query = _alike(made.rows.query)
    query.get_compiler = lambda *_, **__: compiler
    query.clone = _refuse
    rows: Any = made.rows
    bound = type(rows)(model=rows.model, query=query, using=using, hints=rows._hints)
    bound._iterable_class = rows._iterable_class
    bound._fields = rows._fields
    bound._prefetch_related_lookups = rows._prefetch_related_lookups
    return bound


def _alike(one: object) -> Any:
    """What :func:`copy.copy` does with such an object, in a quarter of the time."""
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__)
    return other


def give(instance: Model, name: str, rows: Iterable[Model]) -> None:
    """Let ``instance`` have ``rows`` as its related ``name``, as ``prefetch_related`` would."""
    manager = getattr(instance, name)
    related = manager.get_queryset()
    related._result_cache = list(rows)
    related._prefetch_done = True
    for row in related._result_cache:
        setattr(row, manager.field.name, instance)
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[name] = related


def give_one(instance: Model, name: str, related: Model | None) -> None:
    """Let ``instance`` have ``related`` under ``name``, as ``select_related`` would."""
    instance._state.fields_cache[name] = related


def at_hand(instance: Model, name: str) -> Any:
    """What ``instance`` has been given or has fetched under ``name``; None otherwise."""
    return instance._state.fields_cache.get(name)


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("a compiled query is read as it is: narrow it where it is built")
