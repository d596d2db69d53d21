"""Who may decide on a lead is said where the engine asks too; the pages of leads find it here."""

from workflow.decider import Decider

__all__ = ["Decider"]
