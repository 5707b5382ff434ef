"""Where partitioned work runs: on this machine, or on Spark. The same kernels either way."""
