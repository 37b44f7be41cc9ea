"""JupyterLab for this course: `jupyter lab --config .jupyter/jupyter_lab_config.py`.

A first look is quiet. Nobody is asked about news (`overrides.json`), and a notebook that was
only opened is not marked as changed: JupyterLab writes into it which Python its kernel runs,
so a notebook is handed out with that already said, and put away without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

STORED = {"name": "python"}  # what the course's notebooks say of their language


class Contents(AsyncLargeFileManager):
    """Hand out notebooks as JupyterLab changes them, and put them away as they were."""

    async def get(self, path: str, *args: Any, **options: Any) -> dict[str, Any]:
        """Read a file or folder; a notebook with the details of its language filled in."""
        model: dict[str, Any] = await super().get(path, *args, **options)
        if model["type"] == "notebook" and model["content"]:
            metadata = model["content"]["metadata"]
            if metadata.get("language_info") == STORED:
                metadata["language_info"] = dict(IPythonKernel.language_info)
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Write a file or folder; a Python notebook without these details."""
        if model["type"] == "notebook" and model.get("content"):
            metadata = model["content"]["metadata"]
            if metadata.get("language_info", {}).get("name") == STORED["name"]:
                metadata["language_info"] = STORED
        saved: dict[str, Any] = await super().save(model, path)
        return saved


c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.contents_manager_class = Contents
c.LabApp.app_settings_dir = str(Path(__file__).parent)
