"""Publishing: what is live (the edition), how it is built, put live and compared with what is served."""
