"""What stands beside the chat: the order, what is worth knowing, the products."""

from __future__ import annotations

from collections.abc import Iterator

from exam_tui.content.catalogue import Product
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.messages import Catalogue


def side_words(script: RoleplayFile, t: Catalogue) -> str:
    """Everything beside the chat, as text."""
    return "\n".join(_lines(script, t))


def _lines(script: RoleplayFile, t: Catalogue) -> Iterator[str]:
    info = script.roleplay
    yield t("reception.order", state=t(f"order_state.{info.state}"))
    yield from _pairs(info.order)
    if info.facts:
        yield ""
        yield t("chat.facts")
        yield from _pairs(info.facts)
    for product in script.goods:
        yield ""
        yield from _product(product, t)


def _pairs(pairs: dict[str, str]) -> Iterator[str]:
    for name, value in pairs.items():
        yield f"· {name}"
        yield f"  {value}"


def _product(product: Product, t: Catalogue) -> Iterator[str]:
    yield t("reception.product", name=product.name, code=product.code)
    if product.price is not None:
        yield f"  {t('judge.yuan', yuan=product.price)}"
    for name, value in product.facts.items():
        yield f"  {name}　{value}"
    for key, values in (("needs", product.needs), ("strong", product.strong), ("weak", product.weak)):
        if values:
            yield f"  {t(f'reception.{key}', words=t('list.separator').join(values))}"
