-- recommendation_read(recommendation) reads
select x.* from recommendation r, lateral shown(r) x where r.recommendation = :recommendation
