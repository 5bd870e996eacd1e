#!/usr/bin/Rscript
# Writes those exact_*.csv beside it that R answers; exact.py writes the others.
# tests/unit/exact_oracle_test.c reads them.
#
# Needs Debian's r-base-core, r-cran-coin and r-cran-exactranktests. The seed is
# fixed: the same versions write the same bytes. Where two packages know an
# answer both are asked, and have to agree.
suppressPackageStartupMessages({
  library(coin)
  library(exactRankTests)
})
arguments <- commandArgs(FALSE)
here <- dirname(sub("--file=", "", grep("--file=", arguments, value = TRUE)))
made_by <- sprintf("R %s; coin %s; exactRankTests %s", getRversion(),
                   packageVersion("coin"), packageVersion("exactRankTests"))

agree <- function(one, other, tolerance = 1e-9)
  stopifnot(abs(one - other) <= tolerance * max(abs(other), 1e-4))

write_rows <- function(name, columns, rows) {
  lines <- vapply(rows, function(row) paste(sprintf("%.15g", row), collapse = ","), "")
  writeLines(c(paste0(columns, ",values; ", made_by), lines),
             file.path(here, paste0("exact_", name, ".csv")))
}

rows <- function(count, make) {
  found <- list()
  while (length(found) < count) {
    row <- make()
    if (!is.null(row)) found[[length(found) + 1]] <- row
  }
  found
}

pick <- function(x) x[[sample.int(length(x), 1)]]

# --- Signed ranks -----------------------------------------------------------

# Differences as levels give them, as tenths, and without ties.
differences <- function(n) switch(pick(1:3),
  sample(-3:3, n, TRUE, prob = runif(7)),
  round(rnorm(n, runif(1, -1, 1)), 1),
  sample(1:1000, n) * sample(c(-1, 1), n, TRUE))

sorted_walsh <- function(d) {
  sums <- outer(d, d, "+") / 2
  sort(sums[lower.tri(sums, TRUE)])
}

cut <- function(cumulated, tail) sum(cumulated <= tail * (1 + 1e-10))

# R's interval is one pair wider than the confidence demands where that can be
# met exactly.
is_met <- function(cumulated, tail) any(abs(cumulated / tail - 1) < 1e-10)

signed_rank <- function(d, pratt) {
  ranked <- if (pratt) d else d[d != 0]
  ranks <- 2 * rank(abs(ranked))[ranked != 0]
  v <- sum(ranks[ranked[ranked != 0] > 0])
  method <- if (pratt) "Pratt" else "Wilcoxon"
  p <- pperm(v, as.integer(round(ranks)), length(ranks), paired = TRUE, alternative = "two.sided")
  zero <- rep(0, length(d))
  agree(pvalue(wilcoxsign_test(d ~ zero, distribution = "exact", zero.method = method)), p)
  c(v / 2, p)
}

normal_p <- function(d) {
  ranks <- rank(abs(d[d != 0]))
  if (abs(sum(ranks[d[d != 0] > 0]) - sum(ranks) / 2) < 0.5) return(1)
  suppressWarnings(wilcox.test(d, exact = FALSE, correct = TRUE)$p.value)
}

paired_row <- function() {
  d <- differences(pick(c(1:12, 1:12, 13:40)))
  if (all(d == 0)) return(NULL)
  confidence <- pick(c(0.8, 0.9, 0.95, 0.99))
  n <- length(d)
  walsh <- sorted_walsh(d)
  cumulated <- psignrank(0:length(walsh), n)
  tail <- (1 - confidence) / 2
  k <- cut(cumulated, tail)
  interval <- if (k < 1) c(0, 0) else c(walsh[k], walsh[length(walsh) + 1 - k])
  if (k >= 1 && !is_met(cumulated, tail) && !any(d == 0) && !anyDuplicated(abs(d))) {
    theirs <- wilcox.test(d, conf.int = TRUE, conf.level = confidence, exact = TRUE)
    agree(theirs$p.value, signed_rank(d, FALSE)[2])
    agree(unname(theirs$estimate), median(walsh))
    stopifnot(abs(theirs$conf.int - interval) < 1e-9)
  }
  c(signed_rank(d, FALSE), signed_rank(d, TRUE), normal_p(d), confidence, median(walsh), k,
    interval, sort(d))
}

# --- Rank sums --------------------------------------------------------------

samples <- function(m, n) switch(pick(1:3),
  sample(1:4, m + n, TRUE, prob = runif(4)),
  round(rnorm(m + n), 1),
  sample(1:1000, m + n))

two_normal_p <- function(x, y) {
  u <- sum(rank(c(x, y))[seq_along(x)]) - length(x) * (length(x) + 1) / 2
  if (abs(u - length(x) * length(y) / 2) < 0.5) return(1)
  wilcox.test(x, y, exact = FALSE, correct = TRUE)$p.value
}

# exactRankTests is asked for one side only: of the other one it misses, by its
# rounding, sums exactly as far from the mean as the observed one.
two_row <- function() {
  m <- pick(c(1:9, 10:14))
  n <- pick(c(1:9, 10:14))
  both <- samples(m, n)
  if (length(unique(both)) == 1) return(NULL)
  x <- sort(both[1:m])
  y <- sort(both[-(1:m)])
  confidence <- pick(c(0.8, 0.9, 0.95, 0.99))
  groups <- factor(rep(c("x", "y"), c(m, n)))
  p <- pvalue(wilcox_test(c(x, y) ~ groups, distribution = "exact"))
  ranks <- as.integer(round(2 * rank(c(x, y))))
  upper <- pvalue(wilcox_test(c(x, y) ~ groups, distribution = "exact", alternative = "greater"))
  agree(pperm(sum(ranks[1:m]), ranks, m, alternative = "greater"), upper)
  u <- sum(ranks[1:m]) / 2 - m * (m + 1) / 2
  pairs <- sort(outer(x, y, "-"))
  cumulated <- pwilcox(0:(m * n), m, n)
  tail <- (1 - confidence) / 2
  k <- cut(cumulated, tail)
  interval <- if (k < 1) c(0, 0) else c(pairs[k], pairs[m * n + 1 - k])
  if (k >= 1 && !is_met(cumulated, tail) && !anyDuplicated(both)) {
    theirs <- wilcox.test(x, y, conf.int = TRUE, conf.level = confidence, exact = TRUE)
    agree(theirs$p.value, p)
    agree(unname(theirs$estimate), median(pairs))
    stopifnot(abs(theirs$conf.int - interval) < 1e-9)
  }
  c(u, p, two_normal_p(x, y), confidence, median(pairs), k, interval, m, n, x, y)
}

# --- Tables -----------------------------------------------------------------

table_row <- function() {
  rows <- pick(c(2, 2, 2, 3, 4))
  columns <- if (rows == 2) pick(2:8) else pick(2:4)
  n <- pick(5:(if (min(rows, columns) == 2) 60 else if (rows * columns < 16) 45 else 25))
  cells <- tabulate(sample(rows * columns, n, TRUE, prob = rexp(rows * columns)), rows * columns)
  counts <- matrix(cells, rows, columns, byrow = TRUE)
  kept <- counts[rowSums(counts) > 0, colSums(counts) > 0, drop = FALSE]
  if (min(dim(kept)) < 2) return(NULL)
  p <- fisher.test(kept, workspace = 2e8, conf.int = FALSE)$p.value
  pearson <- suppressWarnings(chisq.test(kept, correct = FALSE))
  c(p, pearson$statistic, pearson$p.value, rows, columns, t(counts))
}

# --- Many tests ---------------------------------------------------------------

holm_row <- function() {
  p <- round(runif(pick(1:15))^pick(1:4), pick(2:5))
  c(p, p.adjust(p, "holm"))
}

set.seed(20152)
write_rows("paired", paste0("v_wilcoxon,p_wilcoxon,v_pratt,p_pratt,p_normal,confidence,estimate,",
                            "k,low,high"), rows(1500, paired_row))
write_rows("two", "u,p,p_normal,confidence,estimate,k,low,high,n_a,n_b", rows(1500, two_row))
write_rows("table", "p,chi_squared,p_chi_squared,rows,columns", rows(1500, table_row))
write_rows("holm", "p and then adjusted", rows(300, holm_row))
