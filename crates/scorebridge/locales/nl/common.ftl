### Woorden die op meer pagina’s voorkomen

product-name = Beveiligingscentrum
