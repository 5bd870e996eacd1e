#include "statistics.h"

#include <math.h>

void sample_add(struct sample *sample, double value)
{
    double delta = value - sample->mean;
    sample->n++;
    sample->mean += delta / (double)sample->n;
    sample->m2 += delta * (value - sample->mean);
}

void sample_merge(struct sample *sample, const struct sample *other)
{
    if (other->n == 0)
        return;
    double n = (double)(sample->n + other->n);
    double delta = other->mean - sample->mean;
    double weight = (double)other->n / n;
    sample->m2 += other->m2 + delta * delta * (double)sample->n * weight;
    sample->mean += delta * weight;
    sample->n += other->n;
}

bool sample_mean(const struct sample *sample, double *mean)
{
    if (sample->n < 1 || !isfinite(sample->mean))
        return false;
    *mean = sample->mean;
    return true;
}

bool sample_sd(const struct sample *sample, double *sd)
{
    if (sample->n < 2 || !isfinite(sample->m2))
        return false;
    *sd = sqrt(sample->m2 / (double)(sample->n - 1));
    return true;
}

bool mean_interval_z(const struct sample *sample, double z, struct interval *interval)
{
    double sd;
    if (!(z > 0) || !sample_sd(sample, &sd))
        return false;
    double half = z * sd / sqrt((double)sample->n);
    if (!isfinite(fabs(sample->mean) + half))
        return false;
    *interval = (struct interval){sample->mean - half, sample->mean + half};
    return true;
}

bool mean_interval_t(const struct sample *sample, double confidence, struct interval *interval)
{
    double t;
    return student_critical(confidence, (double)sample->n - 1, &t) &&
           mean_interval_z(sample, t, interval);
}
