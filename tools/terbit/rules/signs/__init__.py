"""What gives something away in a text: numbers of people, addresses of posts, words of adverts, letters in disguise."""
