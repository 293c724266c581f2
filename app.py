"""The pages' entry point: settings, logging, who looks, navigation by role."""

from __future__ import annotations

import logging

import streamlit as st

from pages.ui import data, shell
from pages.ui.config import app_settings
from pages.ui.errors import show_told, shown_errors
from pages.ui.session import current_viewer
from pages.ui.text import prefer

with shell.inside():
    viewer, programme, usual = None, shell.PRODUCT, ""
    shell.dress()
    with shown_errors() as start:
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        logging.getLogger("scorecard").setLevel(app_settings().log_level)
        viewer = current_viewer()
        if viewer is not None:
            programme, usual = data.settings().programme_name, data.settings().default_language

    prefer(viewer.language if viewer else "", usual)
    # On every path: until the pages are named, Streamlit would run them without this file.
    page = st.navigation(shell.navigation(viewer), position="top" if viewer else "hidden")
    st.set_page_config(page_title=f"{page.title} · {programme}")
    st.logo(shell.logo(programme))
    if not start.failed:
        with shown_errors():
            show_told()
            page.run()
            shell.languages()
        data.settle(page.title)
