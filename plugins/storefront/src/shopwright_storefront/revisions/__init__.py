"""What merchants have made of themes, revision by revision, and which one shoppers see."""
