// The least that can be done with llama.cpp: what the engine is measured against.
// One command a line on stdin, one line of numbers each on stdout. Built by _bare.py.
//   load PATH CONTEXT BATCH THREADS       -> seconds
//   answer FILE TOKENS                    -> prompt_tokens prompt_s first_s generation_s
//   more FILE                             -> seconds to read the file's text on top, and draw one token
//   rescore FILE                          -> seconds; first line prefix, each further one a continuation
//   memory                                -> resident bytes
#include <ggml-backend.h>
#include <llama.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct llama_model *model;
static struct llama_context *context;
static const struct llama_vocab *vocab;
static struct llama_sampler *greedy;
static int batch_size;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void silent(enum ggml_log_level level, const char *text, void *data) {
    (void)level, (void)text, (void)data;
}

static char *contents(const char *path) {
    FILE *file = fopen(path, "rb");
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc(size + 1, 1);
    if (fread(text, 1, size, file) != (size_t)size) exit(2);
    fclose(file);
    return text;
}

static llama_token *tokens_of(const char *text, int *count, bool special) {
    int room = strlen(text) + 8;
    llama_token *tokens = malloc(room * sizeof(llama_token));
    *count = llama_tokenize(vocab, text, strlen(text), tokens, room, special, true);
    return tokens;
}

static void read_tokens(llama_token *tokens, int count) {
    for (int at = 0; at < count; at += batch_size) {
        int part = count - at < batch_size ? count - at : batch_size;
        if (llama_decode(context, llama_batch_get_one(tokens + at, part))) exit(3);
    }
}

static void open_context(int length, int outputs, int threads) {
    struct llama_context_params params = llama_context_default_params();
    params.n_ctx = length;
    params.n_batch = params.n_ubatch = batch_size;
    params.n_outputs_max = outputs;
    params.swa_full = false;
    params.n_threads = params.n_threads_batch = threads;
    context = llama_init_from_model(model, params);
}

static void answer(const char *path, int wanted) {
    char *text = contents(path);
    int count;
    llama_memory_clear(llama_get_memory(context), true);
    double begun = now();
    llama_token *tokens = tokens_of(text, &count, true);
    read_tokens(tokens, count);
    double read = now();
    llama_token token = llama_sampler_sample(greedy, context, -1);
    double first = now();
    for (int n = 1; n < wanted; n++) {
        if (llama_decode(context, llama_batch_get_one(&token, 1))) exit(3);
        token = llama_sampler_sample(greedy, context, -1);
    }
    printf("%d %f %f %f\n", count, read - begun, first - begun, now() - first);
    free(tokens), free(text);
}

static void more(const char *path) {
    char *text = contents(path);
    int count;
    llama_token *tokens = tokens_of(text, &count, false);
    double begun = now();
    read_tokens(tokens, count);
    llama_sampler_sample(greedy, context, -1);
    printf("%f %d\n", now() - begun, count);
    free(tokens), free(text);
}

static double log_probability(const float *logits, int size, llama_token token) {
    float most = logits[0];
    for (int i = 1; i < size; i++) most = logits[i] > most ? logits[i] : most;
    double sum = 0;
    for (int i = 0; i < size; i++) sum += expf(logits[i] - most);
    return logits[token] - most - log(sum);
}

// As lm-eval does it: prefix and continuation are read anew each time.
static void rescore(const char *path, int threads) {
    char *text = contents(path), *rest = text, *prefix = strsep(&rest, "\n"), *line;
    int size = llama_vocab_n_tokens(vocab), context_tokens, count;
    llama_free(context);
    open_context(1024, batch_size, threads);
    free(tokens_of(prefix, &context_tokens, true));
    struct llama_batch batch = llama_batch_init(1024, 0, 1);
    double sum = 0, begun = now();
    while ((line = strsep(&rest, "\n")) && *line) {
        char *whole = malloc(strlen(prefix) + strlen(line) + 1);
        strcat(strcpy(whole, prefix), line);
        llama_token *tokens = tokens_of(whole, &count, true);
        llama_memory_clear(llama_get_memory(context), true);
        for (int at = 0; at < count - 1; at += batch_size) {
            batch.n_tokens = 0;
            for (int i = at; i < count - 1 && i < at + batch_size; i++, batch.n_tokens++) {
                int n = batch.n_tokens;
                batch.token[n] = tokens[i], batch.pos[n] = i, batch.n_seq_id[n] = 1, batch.seq_id[n][0] = 0;
                batch.logits[n] = i >= context_tokens - 1;
            }
            if (llama_decode(context, batch)) exit(3);
            for (int n = 0; n < batch.n_tokens; n++)
                if (batch.logits[n]) sum += log_probability(llama_get_logits_ith(context, n), size, tokens[at + n + 1]);
        }
        free(tokens), free(whole);
    }
    printf("%f %f\n", now() - begun, sum);
    llama_batch_free(batch), free(text);
}

static long resident(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &pages) != 1) return 0;
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

int main(void) {
    char line[4096], path[4096];
    int length, threads = 1, number;
    llama_log_set(silent, NULL);
    if (ggml_backend_dev_count() == 0) {
        ggml_backend_load_all_from_path(LIBRARIES);  // those of the package are separate files
    }
    llama_backend_init();
    greedy = llama_sampler_init_greedy();
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "load %4095s %d %d %d", path, &length, &batch_size, &threads) == 4) {
            double begun = now();
            model = llama_model_load_from_file(path, llama_model_default_params());
            vocab = llama_model_get_vocab(model);
            open_context(length, 1, threads);
            printf("%f\n", now() - begun);
        } else if (sscanf(line, "answer %4095s %d", path, &number) == 2) {
            answer(path, number);
        } else if (sscanf(line, "more %4095s", path) == 1) {
            more(path);
        } else if (sscanf(line, "rescore %4095s", path) == 1) {
            rescore(path, threads);
        } else {
            printf("%ld\n", resident());
        }
        fflush(stdout);
    }
    return 0;
}
