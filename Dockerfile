FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=container
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /kept ./cmd/kept && mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /kept /kept
COPY --from=build --chown=nonroot:nonroot /data /data
ENV KEPT_ADDR=0.0.0.0:8080 KEPT_DATA=/data KEPT_LOG=json
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/kept"]
CMD ["serve"]
