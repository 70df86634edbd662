package pgdb

import (
	"context"
	"crypto/rand"
	"fmt"
)

// Secret is the random secret of the service with the given name. The first
// who asks makes it; it is then the same for every instance.
func Secret(ctx context.Context, q Querier, name string, size int) ([]byte, error) {
	fresh := make([]byte, size)
	_, _ = rand.Read(fresh) // it never fails
	if _, err := q.Exec(ctx, `INSERT INTO service_secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, fresh); err != nil {
		return nil, fmt.Errorf("make the secret %s: %w", name, err)
	}
	var value []byte
	if err := q.QueryRow(ctx, `SELECT value FROM service_secret WHERE name = $1`, name).Scan(&value); err != nil {
		return nil, fmt.Errorf("read the secret %s: %w", name, err)
	}
	if len(value) != size {
		return nil, fmt.Errorf("the secret %s has %d bytes, not %d", name, len(value), size)
	}
	return value, nil
}
