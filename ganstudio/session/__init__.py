"""The window's model: the experiment being edited, the run being trained or looked at. Qt objects, no widgets."""
