"""Finding a message by what people know of it. One module each: words, question, index, queries, passages."""
