# L'image du travail sous GitLab : de quoi jouer l'adaptateur, et la commande, prise à l'image du banc.
#   docker build -f segur/travail.Dockerfile -t registre.exemple.fr/segur-travail:0.1.0 segur
FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY --from=registre.exemple.fr/segur-bench:0.1.0 /segur-bench /usr/local/bin/segur-bench
