"""What the pages of the explorer ask of a generator: functions run beside the window, which import torch there."""
