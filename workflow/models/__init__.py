from .counter import Counter
from .unit_file import UnitFile

__all__ = ["Counter", "UnitFile"]
