// Files, directories, environment, time and JSON as Go programs use them.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"time"
)

type item struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

func main() {
	fmt.Println("arguments", os.Args[1:], "LANG", os.Getenv("LANG"))
	counts := map[string]int{}
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		counts[input.Text()]++
	}
	var items []item
	for name, count := range counts {
		items = append(items, item{name, count})
	}
	sort.Slice(items, func(a, b int) bool { return items[a].Name < items[b].Name })
	text, err := json.Marshal(items)
	check(err)
	check(os.MkdirAll("/store/of/things", 0o755))
	check(os.WriteFile("/store/of/things/items.json", text, 0o644))
	check(os.Rename("/store/of/things", "/store/things"))
	check(os.Symlink("things/items.json", "/store/link"))
	check(filepath.WalkDir("/store", func(path string, entry fs.DirEntry, err error) error {
		fmt.Println(path, entry.IsDir())
		return err
	}))
	text, err = os.ReadFile("/store/link")
	check(err)
	fmt.Println(string(text))
	_, err = os.ReadFile("/store/nothing")
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	done := make(chan bool)
	go func() { time.Sleep(2 * time.Millisecond); done <- true }()
	select {
	case <-done:
		fmt.Println("slept")
	case <-time.After(5 * time.Second):
		fmt.Println("too long")
	}
	check(os.RemoveAll("/store/of"))
	os.Exit(len(items))
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(100)
	}
}
