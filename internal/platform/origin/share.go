package origin

import (
	"net/http"
	"strings"
	"time"

	"github.com/rs/cors"
)

// Share lets pages of others read what stands below a path, whoever they are, and call all
// else from the origins that may (CORS).
func Share(below string, origins []string, next http.Handler) http.Handler {
	asking := cors.New(cors.Options{
		AllowedOrigins: []string{"*"}, AllowedMethods: []string{http.MethodGet, http.MethodHead}, AllowedHeaders: []string{"If-None-Match", "X-Request-Id"}, MaxAge: int((24 * time.Hour).Seconds()),
	}).Handler(next)
	inside := next
	if len(origins) > 0 {
		inside = cors.New(cors.Options{
			AllowedOrigins: origins,
			AllowedMethods: []string{"GET", "POST", "PUT", "PATCH", "DELETE"},
			AllowedHeaders: []string{"Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "X-Request-Id", "traceparent", "tracestate"},
			ExposedHeaders: []string{"ETag", "Location", "Link", "Retry-After", "Idempotency-Replayed", "X-Request-Id"},
		}).Handler(next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasPrefix(r.URL.Path, below):
			inside.ServeHTTP(w, r)
		case r.Method == http.MethodOptions:
			asking.ServeHTTP(w, r)
		default: // the same whoever asks: a cache gives the answer to others
			w.Header().Set("Access-Control-Allow-Origin", "*")
			w.Header().Set("Access-Control-Expose-Headers", "ETag, Link, Retry-After, X-Request-Id")
			next.ServeHTTP(w, r)
		}
	})
}
