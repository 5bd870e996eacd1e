#ifndef CONTINUUM_KEY_COMMAND_H
#define CONTINUUM_KEY_COMMAND_H

struct application;

/*
 * continuum key create --name NAME (--role ROLE | --scopes a,b|all) [--programs x,y]
 *     [--regions attribute:value,…] [--practices x,y] [--recipient WHO] [--expires DATE]
 * Stores a new key and prints it, once: the first of a new state, and the way
 * back in. Whoever can set CONTINUUM_DATABASE may. The exit status of the command.
 */
int key_command(struct application *app, int argc, char **argv);

#endif
