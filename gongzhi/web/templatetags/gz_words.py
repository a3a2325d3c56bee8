"""Shares as people read them."""

from django import template

register = template.Library()


@register.filter
def share(value: float | None) -> str:
    """Write a share as whole per cent; a dash where there is none."""
    return "–" if value is None else f"{value:.0%}"
