"""The pictures of a site that is being built: made smaller and kept (`renditions`), set into a text (`markup`), drawn
where a page has none (`card`), and told to every page of one build (`illustrations`)."""
