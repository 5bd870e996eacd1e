-- transaction_life_read() reads
select transaction_life() as life
