"""Articles: what writers write. Front matter, the article, and the library that all of them make."""
