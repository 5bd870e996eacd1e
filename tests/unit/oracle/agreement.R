#!/usr/bin/Rscript
# Writes agreement_kappa.csv beside it, which tests/unit/agreement_test.c reads: Cohen's kappa and its
# large-sample standard error of random tables. Needs Debian's r-cran-psych. The seed is fixed.
suppressPackageStartupMessages(library(psych))
arguments <- commandArgs(FALSE)
here <- dirname(sub("--file=", "", grep("--file=", arguments, value = TRUE)))
set.seed(20261122)
rows <- "kappa,error,categories,table by rows; psych cohen.kappa"
while (length(rows) <= 200) {
  size <- sample(2:5, 1)
  table <- matrix(rpois(size * size, sample(c(2, 10, 60), 1)), size)
  diag(table) <- diag(table) + rpois(size, sample(c(0, 20, 200), 1))
  if (any(rowSums(table) == 0) || any(colSums(table) == 0)) next
  found <- suppressWarnings(cohen.kappa(table, n.obs = sum(table)))
  numbers <- c(found$kappa, sqrt(found$var.kappa), size, t(table))
  rows <- c(rows, paste(sprintf("%.15g", numbers), collapse = ","))
}
writeLines(rows, file.path(here, "agreement_kappa.csv"))
