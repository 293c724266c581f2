"""Partners that quietly drop the brand: probabilities, reasons, money and a track record."""
