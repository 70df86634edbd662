package pgdb

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// RowsOf is a column that holds the rows of a SELECT, in their order: it is read into
// a []T, which is made of them as by All. Of a struct the columns are taken by their
// names, and those that it does not name are passed over.
func RowsOf[T any](statement string) string {
	return "array(SELECT ROW(" + columnsOf(reflect.TypeFor[T]()).row + ") FROM (" + statement + ") x)"
}

// readRecords has a connection read the rows that a column holds.
func readRecords(_ context.Context, conn *pgx.Conn) error {
	record := &pgtype.Type{Name: "record", OID: pgtype.RecordOID, Codec: recordCodec{}}
	conn.TypeMap().RegisterType(record)
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "_record", OID: pgtype.RecordArrayOID, Codec: &pgtype.ArrayCodec{ElementType: record}})
	return nil
}

// recordCodec reads a row as RowsOf has written it, and other rows as pgx does.
type recordCodec struct{ pgtype.RecordCodec }

// PlanScan is how a row is read into a target. It is asked once for the rows of a
// column.
func (c recordCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if plan := c.RecordCodec.PlanScan(m, oid, format, target); plan != nil || format != pgtype.BinaryFormatCode {
		return plan
	}
	t := reflect.TypeOf(target)
	if t.Kind() != reflect.Pointer {
		return nil
	}
	return &recordPlan{m: m, columns: columnsOf(t.Elem())}
}

var errColumns = errors.New("a row has more columns than it is read into")

// recordPlan reads rows of one type. How a column is read is found with the first of
// them, and is the same for the others.
type recordPlan struct {
	m       *pgtype.Map
	columns *columns
	plans   []pgtype.ScanPlan
}

// Scan reads a row.
func (p *recordPlan) Scan(src []byte, target any) error {
	scanner := pgtype.NewCompositeBinaryScanner(p.m, src)
	for i := 0; scanner.Next(); i++ {
		field := p.columns.place(target, i)
		if field == nil {
			return errColumns
		}
		if i == len(p.plans) {
			p.plans = append(p.plans, p.m.PlanScan(scanner.OID(), pgtype.BinaryFormatCode, field))
		}
		if err := p.plans[i].Scan(scanner.Bytes(), field); err != nil {
			return fmt.Errorf("column %d of a row: %w", i+1, err)
		}
	}
	return scanner.Err()
}

// columns are those that make a row a struct, in the order of its fields, or the
// one that it is.
type columns struct {
	row    string
	fields [][]int
}

var known sync.Map // of columns, by the type of the row

func columnsOf(t reflect.Type) *columns {
	if found, ok := known.Load(t); ok {
		return found.(*columns) //nolint:forcetypeassert // nothing else is put there
	}
	c := &columns{row: "x.*"}
	if isRow(t) {
		var names []string
		names, c.fields = namedFields(t, nil)
		c.row = strings.Join(names, ", ")
	}
	known.Store(t, c)
	return c
}

// place is where the i-th column of a row goes in a target, nil for one too many.
func (c *columns) place(target any, i int) any {
	switch {
	case c.fields == nil && i == 0:
		return target
	case i >= len(c.fields):
		return nil
	}
	return reflect.ValueOf(target).Elem().FieldByIndex(c.fields[i]).Addr().Interface()
}

// namedFields are the columns of a struct, as pgx.RowToStructByName sees them, and
// where they go: those of embedded structs among them.
func namedFields(t reflect.Type, at []int) (names []string, fields [][]int) {
	for i := range t.NumField() {
		f, path := t.Field(i), append(slices.Clone(at), i)
		name, tagged := f.Tag.Lookup("db")
		if !tagged {
			name = strings.ToLower(f.Name)
		}
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			more, places := namedFields(f.Type, path)
			names, fields = append(names, more...), append(fields, places...)
		case f.IsExported() && name != "-":
			names, fields = append(names, "x."+name), append(fields, path)
		}
	}
	return names, fields
}
