"""Takes README's pictures from the running demo: `make demo` in one terminal, `make pictures` in another.

Each picture: a name, who looks, which address, and how wide the screen is. PORT says where the demo listens.
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
PASSWORD = "purifikar-demo"
DESKTOP, PHONE = {"width": 1280, "height": 832}, {"width": 390, "height": 844}
MOST_BYTES = 300_000
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

PICTURES = [
    ("entrar", None, "/entrar/", DESKTOP, "light"),
    ("entrar-celular", None, "/entrar/", PHONE, "light"),
    ("meu-dia-gerente", "gerente@santos.demo", "/u/santos/", DESKTOP, "light"),
    ("meu-dia-celular", "consultor@santos.demo", "/u/santos/", PHONE, "light"),
    ("unidades", "admin@rede.demo", "/rede/unidades/", DESKTOP, "light"),
    ("unidade-nova", "admin@rede.demo", "/rede/unidades/nova/", DESKTOP, "light"),
    ("pessoas", "gerente@santos.demo", "/u/santos/pessoas/", DESKTOP, "light"),
    ("pessoas-escuro", "admin@rede.demo", "/rede/pessoas/", DESKTOP, "dark"),
    ("quem-pode", "admin@rede.demo", "/quem-pode/", DESKTOP, "light"),
    ("como-funciona", "consultor@santos.demo", "/como-funciona/", DESKTOP, "light"),
    ("lead", "comercial@rede.demo", "/u/santos/leads/5/", DESKTOP, "light"),
    ("lead-celular", "comercial@rede.demo", "/u/santos/leads/5/", PHONE, "light"),
    ("leads", "gerente@santos.demo", "/u/santos/leads/", DESKTOP, "light"),
    ("quadro", "gerente@campinas.demo", "/u/campinas/leads/quadro/", DESKTOP, "light"),
    ("mesa", "comercial@rede.demo", "/rede/mesa/", DESKTOP, "light"),
    ("contatos", "consultor@santos.demo", "/u/santos/contatos/", DESKTOP, "light"),
    ("contatos-celular", "consultor@santos.demo", "/u/santos/contatos/", PHONE, "light"),
    ("agenda", "consultor@santos.demo", "/u/santos/agenda/?ver=mes", DESKTOP, "light"),
    ("contato", "consultor@santos.demo", "/u/santos/contatos/3/", DESKTOP, "light"),
    ("proposta", "consultor@santos.demo", "/u/santos/propostas/1/", DESKTOP, "light"),
    ("processo", "gerente@santos.demo", "/u/santos/configuracoes/processos/purifikar/", DESKTOP, "light"),
]


def main(wanted):
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        for name, login, address, size, scheme in PICTURES:
            if not wanted or name in wanted:
                print(f"{name}: {_take(chromium, name, login, address, size, scheme) // 1000} kB")
        chromium.close()


def _take(chromium, name, login, address, size, scheme):
    context = chromium.new_context(viewport=size, color_scheme=scheme, locale="pt-BR", device_scale_factor=1.5)
    page = context.new_page()
    if login:
        page.goto(f"{ADDRESS}/entrar/")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/entrar" not in url)
    page.goto(ADDRESS + address)
    image = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return _save_small(image, HERE / f"{name}.png")


def _save_small(image, path):
    """Few colours are enough for a screen of flat ones; halves the size until it fits."""
    image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    while path.stat().st_size > MOST_BYTES:
        image = image.resize((image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS)
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    return path.stat().st_size


if __name__ == "__main__":
    main(sys.argv[1:])
