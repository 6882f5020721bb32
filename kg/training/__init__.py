"""Training of the learned linker; needs the extra `[train]` (torch, onnx), which running it does not."""
