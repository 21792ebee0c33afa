"""What is done with bulletins: composing, printing, publishing."""
