"""The SOP language, the pure decision core, and the engine that applies what it decides."""
