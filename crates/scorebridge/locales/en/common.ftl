### Words shared by pages

product-name = Security center
