"""The exchange: raw documents in, the outbox out, and the worker that moves them."""
