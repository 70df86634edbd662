# syntax=docker/dockerfile:1

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /forankring ./cmd/forankring

# The base has certificates, time zones and a user, and no shell.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /forankring /forankring
USER 65532:65532
ENV FORANKRING_ADDR=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["/forankring"]
CMD ["serve"]
