"""A document turned into what people hold: the page on screen, the PDF."""
