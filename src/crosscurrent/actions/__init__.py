"""Posts to actions (account, behaviour, object, time). One file per behaviour."""
